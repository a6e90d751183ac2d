"""Protection against forged forms, and against forms too large to be one."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, current_app, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

csrf = CSRFProtect()


class CountingParser(FormDataParser):
    """Count the fields of every form before any is unpacked: Werkzeug does so where files are sent, and only there."""

    def _parse_urlencoded(self, stream: IO[bytes], *arguments: Any) -> Any:
        body = stream.read()
        if self.max_form_parts is not None and body.count(b"&") >= self.max_form_parts:
            raise RequestEntityTooLarge
        return super()._parse_urlencoded(BytesIO(body), *arguments)


class MarketRequest(Request):
    """A request whose form has a limited number of fields, however it is sent."""

    form_data_parser_class = CountingParser


def init_app(app: Flask) -> None:
    """Limit what is sent, then ask every form for its token."""
    app.request_class = MarketRequest
    app.before_request(_limit_body)
    csrf.init_app(app)


def _limit_body() -> None:
    # Only uploads may be larger: whatever else is sent is read into memory whole, and shown again when refused.
    if request.mimetype != "multipart/form-data":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
