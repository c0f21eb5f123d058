"""The address a server is to listen on."""

import socket
from ipaddress import ip_address

from index.errors import FootnoteError


class AddressError(FootnoteError):
    """Nothing can listen there."""


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches what listens there."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_free(host: str, port: int) -> None:
    """Raise AddressError if the address is taken or is not of this machine."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.create_server((host, port), family=family):
            pass
    except OSError as error:
        raise AddressError(
            f"a free address expected, {host}:{port} is not ({error.strerror}): "
            "end what runs there, or name another with --port"
        ) from None
