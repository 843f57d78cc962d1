"""The data key of a case: made with it, wrapped under the ring's key for cases, gone with it."""

from operations.data_keys import CASES

make_cipher = CASES.make
cipher_of = CASES.find
unwrap = CASES.unwrap
