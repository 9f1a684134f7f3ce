"""One hash over all leaves of the journal, as RFC 6962 defines it, and proofs from it.

With the root in a signed head, one entry can be shown to be in the journal without showing
the others. Leaf hashes are hex strings in the order of the journal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_NODE_PREFIX = b"\x01"


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE_PREFIX + left + right).digest()


class Tree:
    """The root over leaves read once, at any moment; its memory grows with the logarithm.

    The stack holds the roots of complete trees, the larger ones below; two of one size
    become one of twice that size, and what remains is folded from the right.
    """

    def __init__(self) -> None:
        self._stack: list[tuple[int, bytes]] = []

    def add(self, leaf_hash: str) -> None:
        """Put one more leaf on the right."""
        size, node = 1, bytes.fromhex(leaf_hash)
        while self._stack and self._stack[-1][0] == size:
            node = _node(self._stack.pop()[1], node)
            size *= 2
        self._stack.append((size, node))

    @property
    def root(self) -> str:
        """The root over the leaves so far, in hex."""
        if not self._stack:
            return hashlib.sha256().hexdigest()
        folded = self._stack[-1][1]
        for _, node in reversed(self._stack[:-1]):
            folded = _node(node, folded)
        return folded.hex()


def root(leaf_hashes: Iterable[str]) -> str:
    """The root over all of these leaves, in hex."""
    tree = Tree()
    for leaf in leaf_hashes:
        tree.add(leaf)
    return tree.root


def inclusion_path(leaf_hashes: list[str], place: int) -> tuple[str, ...]:
    """The hashes that lead from the leaf at ``place`` (counted from 0) up to the root."""
    if len(leaf_hashes) == 1:
        return ()
    split = 1 << (len(leaf_hashes) - 1).bit_length() - 1
    left, right = leaf_hashes[:split], leaf_hashes[split:]
    if place < split:
        return (*inclusion_path(left, place), root(right))
    return (*inclusion_path(right, place - split), root(left))


def root_of_path(leaf_hash: str, *, place: int, size: int, path: Iterable[str]) -> str:
    """The root that a leaf and its path lead to; RFC 9162 2.1.3.2 walks the same way."""
    node, at, last = bytes.fromhex(leaf_hash), place, size - 1
    for each in path:
        beside = bytes.fromhex(each)
        if at & 1 or at == last:
            node = _node(beside, node)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            node = _node(node, beside)
        at, last = at >> 1, last >> 1
    return node.hex()
