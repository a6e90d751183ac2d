"""Pages of accounts: register, confirm, sign in and out, passwords, one's own account."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import policy, queries, services
from app.accounts.forms import (
    ChangePasswordForm,
    ConfirmForm,
    ForgottenPasswordForm,
    RegisterForm,
    RenameForm,
    ResetPasswordForm,
    SignInForm,
)
from app.accounts.models import EMAIL_MAX
from app.accounts.states import LinkPurpose
from app.core.clock import utc_now
from app.core.errors import AlreadyUsed, DomainError, TooManyAttempts
from app.web.authorise import public, require
from app.web.database import db
from app.web.forms import MarketForm
from app.web.identity import current_actor, end_session, sign_in_id, start_session
from app.web.navigation import nav_url
from app.web.parking import is_ours
from app.web.transaction import commits, keep_changes

bp = Blueprint("accounts", __name__)
WRONG = (
    "The email address or the password is not right. If you have registered and not yet confirmed your address, "
    "open the link in the newest message we sent you."
)
TOKEN = "<string(maxlength=400):token>"  # noqa: S105 -- a rule of addresses, not a password


@bp.route("/register", methods=["GET", "POST"])
@commits
@public
def register() -> ResponseReturnValue:
    """Register; the answer is the same whether or not the address has an account.

    An invitation leads here with the address that it was sent to.
    """
    if current_actor().is_signed_in:
        return redirect(_home(), 303)
    form = RegisterForm(data={"email": request.args.get("email", "")[:EMAIL_MAX]})
    if form.validate_on_submit():
        try:
            _register(form)
        except DomainError as error:
            _refuse(form, error)
        else:
            return redirect(url_for(".registered"), 303)
    return render_template("accounts/register.html", form=form), 422 if form.errors else 200


def _register(form: RegisterForm) -> None:
    now, email = utc_now(), services.tidy_email(form.email.data or "")
    password, name = form.password.data or "", form.name.data or ""
    services.check_password(password, email=email, name=name)
    with db.database.reading() as reader:
        services.check_may_register(reader, email=email, address=_address(), now=now)
    password_hash = _hasher().hash(password)
    services.register(db.session, name=name, email=email, password_hash=password_hash, address=_address(), now=now)


@bp.get("/register/sent")
@public
def registered() -> ResponseReturnValue:
    """Say that a message is on its way."""
    return render_template("accounts/registered.html")


@bp.route(f"/confirm/{TOKEN}", methods=["GET", "POST"])
@commits
@public
def confirm(token: str) -> ResponseReturnValue:
    """Confirm an address and sign in. Opening the page uses nothing up: programs that scan mail open links too."""
    now, form = utc_now(), ConfirmForm()
    with db.database.reading() as reader:
        email = services.get_owner(reader, token, LinkPurpose.CONFIRM_EMAIL, now=now).email
    if form.validate_on_submit():
        attempt = _try_password(email, form.password.data)
        if row := services.confirm(db.session, token, attempt, now=now):
            start_session(row.id, row.user_id, now=now)
            flash("Your email address is confirmed and you are signed in.", "success")
            return redirect(_home(), 303)
        keep_changes()
        form.refuse(DomainError("This is not the password you chose when you registered", field="password"))
    return render_template("accounts/confirm.html", form=form, email=email), 422 if form.errors else 200


@bp.route("/sign-in", methods=["GET", "POST"])
@commits
@public
def sign_in() -> ResponseReturnValue:
    """Sign in; every failure looks alike."""
    if current_actor().is_signed_in:
        return redirect(_target(), 303)
    form = SignInForm()
    if form.validate_on_submit():
        now = utc_now()
        attempt = _try_password(form.email.data or "", form.password.data)
        if row := services.sign_in(db.session, attempt, now=now):
            start_session(row.id, row.user_id, now=now)
            return redirect(_target(), 303)
        keep_changes()
        form.refuse(DomainError(WRONG))
    return render_template("accounts/sign_in.html", form=form, kept="kept" in request.args), 422 if form.errors else 200


@bp.post("/sign-out")
@commits
@public
def sign_out() -> ResponseReturnValue:
    """Sign out of this browser; whoever was signed out already ends at the same page."""
    current = sign_in_id()
    if current is not None:
        services.sign_out(db.session, current, now=utc_now())
    end_session()
    flash("You are signed out.", "success")
    return redirect("/", 303)


@bp.route("/forgotten-password", methods=["GET", "POST"])
@commits
@public
def forgotten_password() -> ResponseReturnValue:
    """Ask for a link to choose a password; the answer is the same for every address."""
    form = ForgottenPasswordForm()
    if form.validate_on_submit():
        try:
            services.ask_for_new_password(db.session, email=form.email.data or "", address=_address(), now=utc_now())
        except DomainError as error:
            _refuse(form, error)
        else:
            return redirect(url_for(".password_link_sent"), 303)
    return render_template("accounts/forgotten_password.html", form=form), 422 if form.errors else 200


@bp.get("/forgotten-password/sent")
@public
def password_link_sent() -> ResponseReturnValue:
    """Say that a message is on its way, if there is an account."""
    return render_template("accounts/password_link_sent.html")


@bp.route(f"/reset-password/{TOKEN}", methods=["GET", "POST"])
@commits
@public
def reset_password(token: str) -> ResponseReturnValue:
    """Choose a password by link."""
    now, form = utc_now(), ResetPasswordForm()
    with db.database.reading() as reader:
        owner = services.get_owner(reader, token, LinkPurpose.RESET_PASSWORD, now=now)
    if form.validate_on_submit():
        try:
            services.check_password(form.password.data or "", email=owner.email, name=owner.name)
        except DomainError as error:
            form.refuse(error)
        else:
            services.reset_password(db.session, token, password_hash=_hasher().hash(form.password.data or ""), now=now)
            end_session()
            flash("Your new password is saved. Sign in with it.", "success")
            return redirect(url_for(".sign_in"), 303)
    return render_template("accounts/reset_password.html", form=form, email=owner.email), 422 if form.errors else 200


@bp.get("/account")
def show() -> ResponseReturnValue:
    """Show one's own account."""
    require(policy.can_manage_own_account(current_actor()))
    sign_ins = queries.count_sign_ins(db.session, current_user.user_id, now=utc_now())
    return render_template("accounts/show.html", sign_ins=sign_ins)


@bp.route("/account/name", methods=["GET", "POST"])
@commits
def rename() -> ResponseReturnValue:
    """Change one's name."""
    actor = current_actor()
    require(policy.can_manage_own_account(actor))
    form = RenameForm(data={"name": current_user.name})
    if form.validate_on_submit():
        user = queries.get_user(db.session, current_user.user_id, for_update=True)
        try:
            services.rename(db.session, user, name=form.name.data or "", actor=actor, now=utc_now())
        except DomainError as error:
            form.refuse(error)
        else:
            flash("Your name is saved.", "success")
            return redirect(url_for(".show"), 303)
    return render_template("accounts/rename.html", form=form), 422 if form.errors else 200


@bp.route("/account/password", methods=["GET", "POST"])
@commits
def change_password() -> ResponseReturnValue:
    """Choose another password; every other browser is signed out."""
    # Passwords are checked before the transaction begins, so the actor is not asked for inside it; the service
    # compares with what is stored then.
    require(policy.can_manage_own_account(current_user.actor))
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            _change_password(form)
        except DomainError as error:
            _refuse(form, error)
            keep_changes()
        else:
            flash("Your password is changed. Every other browser has been signed out.", "success")
            return redirect(url_for(".show"), 303)
    return render_template("accounts/change_password.html", form=form), 422 if form.errors else 200


def _change_password(form: ChangePasswordForm) -> None:
    now, password = utc_now(), form.password.data or ""
    services.check_password(password, email=current_user.email, name=current_user.name)
    attempt = _try_password(current_user.email, form.current_password.data)
    password_hash = _hasher().hash(password)
    row = services.change_password(db.session, attempt, password_hash=password_hash, now=now)
    start_session(row.id, row.user_id, now=now)


@bp.post("/account/sign-out-everywhere")
@commits
def sign_out_everywhere() -> ResponseReturnValue:
    """Sign out of every browser, this one too."""
    actor = current_actor()
    require(policy.can_manage_own_account(actor))
    services.sign_out_everywhere(db.session, actor=actor, now=utc_now())
    end_session()
    flash("You are signed out everywhere.", "success")
    return redirect(url_for(".sign_in"), 303)


@bp.errorhandler(AlreadyUsed)
def dead_link(error: AlreadyUsed) -> ResponseReturnValue:
    """Say what to do about a link that does not work any more."""
    return render_template("accounts/dead_link.html", message=error.message), 410


def _try_password(email: str, password: str | None) -> services.Attempt:
    with db.database.reading() as reader:
        credentials = services.find_credentials(reader, email=email, address=_address(), now=utc_now())
    return services.try_password(credentials, password or "", address=_address(), hasher=_hasher())


def _refuse(form: MarketForm, error: DomainError) -> None:
    if isinstance(error, AlreadyUsed | TooManyAttempts):
        raise error
    form.refuse(error)


def _hasher() -> services.Hasher:
    return services.hasher(current_app.config["PASSWORD_HASH_COST"])


def _address() -> str:
    return request.remote_addr or ""


def _target() -> str:
    wanted = request.args.get("next")
    return wanted if wanted and is_ours(wanted) else _home()


def _home() -> str:
    return nav_url("pages.waiting") or "/"
