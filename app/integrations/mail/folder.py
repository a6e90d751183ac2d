"""Carriers for one machine: a folder of files, and the terminal."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TextIO

from app.integrations.mail.protocol import Mail, MailRefused, MailUnavailable, to_message

_REFERENCE = re.compile(r"^[A-Za-z0-9-]{1,80}$", re.ASCII)


class FolderTransport:
    """Put each mail into a file of its own, named after its reference.

    A file appears whole or not at all, and never twice: it is written under another name and then linked, which the
    file system refuses where the name is taken. So a mail that is sent again after a crash stays one file.
    """

    def __init__(self, folder: Path, *, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, mail: Mail, *, again: bool) -> str:
        if not _REFERENCE.match(mail.reference):
            raise MailRefused("The reference cannot be the name of a file.")
        content = to_message(mail, sender=self._sender, for_eyes=True).as_bytes()
        target = self._folder / f"{mail.reference}.eml"
        part = self._folder / f".{mail.reference}.{os.getpid()}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            self._link(part, target)
        except OSError as error:
            raise MailUnavailable(f"The folder for mail cannot be written ({type(error).__name__}).") from error
        return target.name

    @staticmethod
    def _link(part: Path, target: Path) -> None:
        try:
            os.link(part, target)
        except FileExistsError:
            pass  # it went out before
        finally:
            part.unlink(missing_ok=True)


class ConsoleTransport:
    """Print each mail: for a developer's terminal.

    A crash between printing and the note that it was printed makes it appear twice.
    """

    def __init__(self, *, sender: str, stream: TextIO | None = None) -> None:
        self._sender = sender
        self._stream = stream

    def send(self, mail: Mail, *, again: bool) -> str:
        message = to_message(mail, sender=self._sender)
        headers = "".join(f"{name}: {value}\n" for name, value in message.items())
        stream = self._stream or sys.stdout
        stream.write(f"{'-' * 72}\n{headers}\n{mail.text}\n{'-' * 72}\n")
        stream.flush()
        return mail.reference
