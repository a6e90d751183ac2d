"""GOV.UK Notify: the carrier of central and local government.

Source: GOV.UK Notify API, "Send an email", "Get the status of multiple messages", "Errors"; by its own client.
"""

from __future__ import annotations

from typing import Any

from app.integrations.mail.protocol import ID_MAX, Mail, MailRefused, MailUnavailable

TIMEOUT = 10.0  # seconds, for each answer
API_KEY_MIN = 74  # characters: a name, a service id and a secret of 36 each, joined by hyphens
DAILY_LIMIT_RETRY = 3600  # seconds
RATE_LIMIT_RETRY = 60


class NotifyTransport:
    """Send through a template of the service whose subject is ``((subject))`` and whose body is ``((body))``.

    Notify itself does not refuse a reference that it knows. So before a second try it is asked for it; only a mail that
    it took less than a moment ago and does not list yet could go twice, and the worker waits longer than that.
    """

    def __init__(
        self, *, api_key: str, template_id: str, base_url: str, reply_to_id: str = "", timeout: float = TIMEOUT
    ) -> None:
        # Optional: only who sends by Notify installs its client.
        from notifications_python_client.notifications import NotificationsAPIClient

        client: Any = NotificationsAPIClient  # it carries no types
        self._client = client(api_key, base_url=base_url, timeout=timeout)
        self._template_id = template_id
        self._reply_to_id = reply_to_id or None

    def send(self, mail: Mail, *, again: bool) -> str:
        from notifications_python_client.errors import APIError

        try:
            found = self._find(mail.reference) if again else None
            answer = found or self._client.send_email_notification(
                email_address=mail.to,
                template_id=self._template_id,
                personalisation={"subject": mail.subject, "body": mail.text},
                reference=mail.reference,
                email_reply_to_id=self._reply_to_id,
                one_click_unsubscribe_url=mail.unsubscribe_url or None,
            )
            return str(answer["id"])[:ID_MAX]
        except APIError as error:
            raise _refusal(error) from error
        except (KeyError, TypeError) as error:
            raise MailUnavailable("GOV.UK Notify gave an answer that makes no sense.") from error

    def _find(self, reference: str) -> dict[str, Any] | None:
        answer = self._client.get_all_notifications(reference=reference, template_type="email")
        found: list[dict[str, Any]] = answer["notifications"]
        return found[0] if found else None


def _refusal(error: Any) -> MailRefused | MailUnavailable:
    status = int(error.status_code)
    if status == 400:
        return MailRefused("GOV.UK Notify refused the mail for good (400): the address, the template or a trial key.")
    if status == 403:
        return MailUnavailable("GOV.UK Notify did not accept the API key (403).", retry_after=DAILY_LIMIT_RETRY)
    if status == 429:
        return MailUnavailable("GOV.UK Notify has had enough for now (429).", retry_after=_retry_after(error))
    return MailUnavailable(f"GOV.UK Notify did not answer ({status}).")


def _retry_after(error: Any) -> int:
    told = error.response.headers.get("Retry-After", "") if error.response is not None else ""
    if told.isascii() and told.isdigit() and len(told) < 6:
        return int(told)
    # TooManyRequestsError is the limit of a day, RateLimitError that of a minute.
    return DAILY_LIMIT_RETRY if "TooManyRequestsError" in str(error.message) else RATE_LIMIT_RETRY
