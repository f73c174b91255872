"""Sensitive data at rest and in print: keys, sealed values, indexes that tell nothing, masks, and what is known of a request.

Whoever has a service's database, without its keyring, has ids, times and sizes. `keyring` is the file with the keys that wrap, `vault`
the data keys of persons in the service's database and what is sealed with them, `masks` how values are shown, `cleaning` what keeps
them out of logs and traces.
"""

from skerry_runtime.privacy.keyring import Keyring, KeyringError
from skerry_runtime.privacy.vault import Vault

__all__ = ["Keyring", "KeyringError", "Vault"]
