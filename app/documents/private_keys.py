"""Private keys at rest: P-256, PKCS#8 PEM, encrypted with the holder's passphrase by scrypt and AES-256.

`openssl pkey` opens them with the same passphrase.
"""

from __future__ import annotations

import base64
import os
import unicodedata

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
)

from app.errors import EnvironmentProblem, UserError

LONGEST_PASSPHRASE = 200

_SCRYPT_COST = 2**14  # 16 MiB and about 40 ms each time a key is opened
_SCRYPT_BLOCK = 8
_OID_PBES2 = bytes.fromhex("06092a864886f70d01050d")
_OID_SCRYPT = bytes.fromhex("06092b06010401da47040b")
_OID_AES256_CBC = bytes.fromhex("060960864801650304012a")


def new_key(passphrase: str) -> bytes:
    """Make a private key: encrypted PEM."""
    return lock_key(ec.generate_private_key(ec.SECP256R1()), passphrase)


def public_key(encrypted_key: bytes, passphrase: str) -> bytes:
    """Derive the public key (DER SubjectPublicKeyInfo) of an encrypted private key."""
    public = open_key(encrypted_key, passphrase).public_key()
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def open_key(
    encrypted_key: bytes, passphrase: str, *, field: str = "passphrase"
) -> ec.EllipticCurvePrivateKey:
    """Open a private key for one use; a wrong passphrase is a `UserError` on `field`."""
    try:
        key = load_pem_private_key(encrypted_key, _secret(passphrase, field))
    except (ValueError, TypeError) as problem:
        raise UserError("签名口令不正确。", field=field, next_step="请重新输入。") from problem
    if not (isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1)):
        raise EnvironmentProblem("签名私钥的种类不对。", next_step="请重新签发证书。")
    return key


def load_public_key(public: bytes) -> ec.EllipticCurvePublicKey:
    """Parse a P-256 public key (DER SubjectPublicKeyInfo); anything else is an `EnvironmentProblem`."""
    try:
        key = load_der_public_key(public)
    except ValueError as problem:
        raise EnvironmentProblem("申请证书的公钥已损坏。", next_step="请申请单位重新导出。") from problem
    if not (isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)):
        raise EnvironmentProblem("申请证书的公钥种类不对。", next_step="请申请单位重新导出。")
    return key


def lock_key(key: ec.EllipticCurvePrivateKey, passphrase: str) -> bytes:
    """Encrypt as PKCS#8 PEM with PBES2, scrypt (RFC 7914) and AES-256-CBC.

    The library's own PKCS#8 encryption derives its key by 2,048 rounds of PBKDF2, too few for passphrases.
    """
    salt, initial = os.urandom(16), os.urandom(16)
    secret = _secret(passphrase, "passphrase")
    derived = Scrypt(salt, length=32, n=_SCRYPT_COST, r=_SCRYPT_BLOCK, p=1).derive(secret)
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(derived), modes.CBC(initial)).encryptor()
    encrypted = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    costs = (_SCRYPT_COST, _SCRYPT_BLOCK, 1)
    derivation = _sequence(_OID_SCRYPT, _sequence(_octets(salt), *map(_integer, costs)))
    scheme = _sequence(_OID_AES256_CBC, _octets(initial))
    algorithm = _sequence(_OID_PBES2, _sequence(derivation, scheme))
    body = base64.encodebytes(_sequence(algorithm, _octets(encrypted)))
    return b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + body + b"-----END ENCRYPTED PRIVATE KEY-----\n"


def _secret(passphrase: str, field: str) -> bytes:
    """Encode the passphrase the same for half-width and full-width typing."""
    if not 0 < len(passphrase) <= LONGEST_PASSPHRASE:
        raise UserError(f"签名口令应为 1 至 {LONGEST_PASSPHRASE} 个字符。", field=field)
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def _tagged(tag: int, content: bytes) -> bytes:
    """DER of at most 65,535 bytes: tag, length, content."""
    size = len(content)
    short = bytes([size]) if size < 0x80 else bytes([0x81, size]) if size < 0x100 else b""
    return bytes([tag]) + (short or b"\x82" + size.to_bytes(2, "big")) + content


def _octets(content: bytes) -> bytes:
    return _tagged(0x04, content)


def _integer(value: int) -> bytes:
    return _tagged(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _sequence(*parts: bytes) -> bytes:
    return _tagged(0x30, b"".join(parts))
