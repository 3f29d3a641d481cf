"""The interface of the shared library: its structures, and the one table of its functions.

A test holds all of this against the header.
"""

import ctypes
from ctypes import POINTER, c_char, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_void_p
from typing import Any, ClassVar, Dict, Tuple

#: The number of the binary interface that this package was written for; the library's must be at least as high.
ABI_VERSION = 1

#: CYBSIGN_NOW: stands for the present time.
NOW = -(2**63)


class ErrorHandle(c_void_p):
    """A pointer to a cybsign_error."""


class Handle(c_void_p):
    """A pointer to something that one of the functions frees."""

    FREE: ClassVar[str]


class CredentialHandle(Handle):
    """A pointer to a cybsign_credential."""

    FREE = "cybsign_credential_free"


class SimpleOrderHandle(Handle):
    """A pointer to a cybsign_simple_order."""

    FREE = "cybsign_simple_order_free"


class ScmpHandle(Handle):
    """A pointer to a cybsign_scmp."""

    FREE = "cybsign_scmp_free"


class StreamHandle(Handle):
    """A pointer to a cybsign_stream."""

    FREE = "cybsign_stream_free"


class Bytes(ctypes.Structure):
    """cybsign_bytes: bytes that the library allocated."""

    _fields_ = [("data", POINTER(c_char)), ("len", c_size_t)]


class HttpRequest(ctypes.Structure):
    """cybsign_request: a request that is ready to be sent."""

    _fields_ = [("method", Bytes), ("url", Bytes), ("headers", Bytes), ("body", Bytes)]


class Field(ctypes.Structure):
    """cybsign_field: one name and its value."""

    _fields_ = [("name", c_void_p), ("name_len", c_size_t), ("value", c_void_p), ("value_len", c_size_t)]


#: cybsign_sign_callback and cybsign_decrypt_callback: context, algorithm, input and its length, room and its size, length.
KeyCallback = ctypes.CFUNCTYPE(c_int32, c_void_p, c_int32, c_void_p, c_size_t, c_void_p, c_size_t, POINTER(c_size_t))

#: cybsign_destroy_callback.
DestroyCallback = ctypes.CFUNCTYPE(None, c_void_p)

# A c_char_p takes bytes as they are, without a copy, whatever stands in them: the length goes along.
_BUFFER = (c_char_p, c_size_t)
_FIELDS = (c_void_p, c_size_t)
_ERR = (POINTER(ErrorHandle),)
_OUT_BYTES = (POINTER(Bytes),) + _ERR
_OUT_REQUEST = (POINTER(HttpRequest),) + _ERR
_OUT_CREDENTIAL = (POINTER(CredentialHandle),) + _ERR

#: For each function the type of its result, then those of its parameters.
FUNCTIONS: Dict[str, Tuple[Any, Tuple[Any, ...]]] = {
    "cybsign_status_name": (c_char_p, (c_int32,)),
    "cybsign_status_text": (c_char_p, (c_int32,)),
    "cybsign_status_category": (c_char_p, (c_int32,)),
    "cybsign_version": (c_char_p, ()),
    "cybsign_version_number": (c_uint32, ()),
    "cybsign_abi_version": (c_int32, ()),
    "cybsign_build_info_json": (c_char_p, ()),
    "cybsign_error_status": (c_int32, (ErrorHandle,)),
    "cybsign_error_message": (c_char_p, (ErrorHandle,)),
    "cybsign_error_detail_json": (c_char_p, (ErrorHandle,)),
    "cybsign_error_free": (None, (ErrorHandle,)),
    "cybsign_bytes_clear": (None, (POINTER(Bytes),)),
    "cybsign_request_clear": (None, (POINTER(HttpRequest),)),
    "cybsign_credential_from_p12": (c_int32, 3 * _BUFFER + _OUT_CREDENTIAL),
    "cybsign_credential_from_p12_with_key_password": (c_int32, 4 * _BUFFER + _OUT_CREDENTIAL),
    "cybsign_credential_from_p12_file": (c_int32, 3 * _BUFFER + _OUT_CREDENTIAL),
    "cybsign_credential_from_p12_file_with_key_password": (c_int32, 4 * _BUFFER + _OUT_CREDENTIAL),
    "cybsign_credential_from_pem": (c_int32, 4 * _BUFFER + _OUT_CREDENTIAL),
    "cybsign_credential_from_der": (c_int32, 4 * _BUFFER + _OUT_CREDENTIAL),
    "cybsign_credential_from_callbacks": (
        c_int32,
        _BUFFER + (KeyCallback, KeyCallback, c_void_p, DestroyCallback) + _BUFFER + _OUT_CREDENTIAL,
    ),
    "cybsign_credential_free": (None, (CredentialHandle,)),
    "cybsign_credential_inspect_json": (c_int32, (CredentialHandle, c_int64) + _OUT_BYTES),
    "cybsign_inspect_json": (c_int32, 2 * _BUFFER + (c_int64,) + _OUT_BYTES),
    "cybsign_credential_merchant_id": (c_int32, (CredentialHandle,) + _OUT_BYTES),
    "cybsign_credential_key_serial": (c_int32, (CredentialHandle,) + _OUT_BYTES),
    "cybsign_credential_not_after": (c_int32, (CredentialHandle, POINTER(c_int64)) + _ERR),
    "cybsign_credential_days_left": (c_int32, (CredentialHandle, c_int64, POINTER(c_int64)) + _ERR),
    "cybsign_credential_expiry": (
        c_int32,
        (CredentialHandle, c_int64, c_int64, POINTER(c_int32), POINTER(c_int64)) + _ERR,
    ),
    "cybsign_simple_order_new": (c_int32, (CredentialHandle,) + _BUFFER + (POINTER(SimpleOrderHandle),) + _ERR),
    "cybsign_simple_order_expiry": (
        c_int32,
        (SimpleOrderHandle, c_int64, c_int64, POINTER(c_int32), POINTER(c_int64), POINTER(c_int32)) + _ERR,
    ),
    "cybsign_simple_order_sign_fields": (c_int32, (SimpleOrderHandle,) + _FIELDS + _OUT_BYTES),
    "cybsign_simple_order_sign_nvp": (c_int32, (SimpleOrderHandle,) + _BUFFER + _OUT_BYTES),
    "cybsign_simple_order_sign_xml": (c_int32, (SimpleOrderHandle,) + _BUFFER + _OUT_BYTES),
    "cybsign_simple_order_free": (None, (SimpleOrderHandle,)),
    "cybsign_simple_order_verify": (c_int32, 2 * _BUFFER + _OUT_BYTES),
    "cybsign_simple_order_open": (c_int32, (CredentialHandle,) + 2 * _BUFFER + _OUT_BYTES),
    "cybsign_simple_order_sign_envelope": (c_int32, (SimpleOrderHandle,) + _BUFFER + (POINTER(Bytes),) + _OUT_BYTES),
    "cybsign_simple_order_request": (c_int32, (SimpleOrderHandle, c_int32) + _BUFFER + _OUT_REQUEST),
    "cybsign_simple_order_request_fields": (c_int32, (SimpleOrderHandle,) + _FIELDS + _OUT_REQUEST),
    "cybsign_simple_order_from_config": (c_int32, 2 * _BUFFER + (POINTER(SimpleOrderHandle),) + _OUT_BYTES),
    "cybsign_simple_order_parse_reply_json": (c_int32, 2 * _BUFFER + _OUT_BYTES),
    "cybsign_simple_order_username_token": (c_int32, 3 * _BUFFER + _OUT_BYTES),
    "cybsign_simple_order_sign_scmp": (c_int32, (SimpleOrderHandle,) + _FIELDS + (POINTER(Bytes),) + _OUT_BYTES),
    "cybsign_scmp_new": (c_int32, (CredentialHandle,) + 2 * _BUFFER + (POINTER(ScmpHandle),) + _ERR),
    "cybsign_scmp_seal_fields": (c_int32, (ScmpHandle,) + _FIELDS + (POINTER(HttpRequest),) + _OUT_BYTES),
    "cybsign_scmp_seal": (c_int32, (ScmpHandle,) + _BUFFER + (POINTER(HttpRequest),) + _OUT_BYTES),
    "cybsign_scmp_error": (c_int32, (ScmpHandle,) + _BUFFER + (c_int32,) + _BUFFER + _OUT_REQUEST),
    "cybsign_scmp_open": (c_int32, (ScmpHandle,) + 3 * _BUFFER + (POINTER(Bytes),) + _OUT_BYTES),
    "cybsign_scmp_free": (None, (ScmpHandle,)),
    "cybsign_scmp_parse_reply_json": (c_int32, 2 * _BUFFER + _OUT_BYTES),
    "cybsign_scmp_reply_from_simple_order_json": (c_int32, 2 * _BUFFER + _OUT_BYTES),
    "cybsign_scmp_convert_json": (c_int32, _FIELDS + _BUFFER + _OUT_BYTES),
    "cybsign_mask_text": (c_int32, 2 * _BUFFER + _OUT_BYTES),
    "cybsign_mask_stream_new": (c_int32, _BUFFER + (POINTER(StreamHandle),) + _ERR),
    "cybsign_stream_update": (c_int32, (StreamHandle,) + _BUFFER + _OUT_BYTES),
    "cybsign_stream_finish": (c_int32, (StreamHandle,) + _OUT_BYTES),
    "cybsign_stream_free": (None, (StreamHandle,)),
}


def declare(library: ctypes.CDLL) -> None:
    """Gives every function its types. AttributeError if the library lacks one."""
    for name, (result, parameters) in FUNCTIONS.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = parameters
