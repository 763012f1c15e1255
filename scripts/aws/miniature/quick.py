"""moto at a cost that does not grow with what it holds; what calls mean stays moto's own.

moto copies whole tables for each transaction, to undo it, sorts all items for each query, and
counts all messages of a queue for each that is received. Here a transaction is undone by the items
it is about, a query sees its own partition, and a message's age is asked of its queue.
"""

from __future__ import annotations

import copy
from typing import Any

from moto.core.utils import unix_time
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Item, Table
from moto.sqs.models import Message, SQSBackend

_transact = DynamoDBBackend.transact_write_items
_query = Table.query
INDEX_NAME = 6
"""Where `Table.query` takes the name of an index, after the hash key."""


def quicken() -> None:
    """Puts what is here round moto's own; a world answers one call at a time."""
    Table.__deepcopy__ = lambda table, memo: table
    Table.query = _query_partition
    DynamoDBBackend.transact_write_items = _write
    SQSBackend.is_message_valid_based_on_retention_period = _is_kept


def _is_kept(backend: SQSBackend, queue_name: str, message: Message) -> bool:
    kept_for = backend.get_queue(queue_name).message_retention_period
    return message.sent_timestamp / 1000 + kept_for > unix_time()


def _query_partition(
    table: Table, hash_key: DynamoType | None, *rest: Any, **options: Any
) -> Any:
    whole = table.items
    is_by_index = options.get("index_name") or any(rest[INDEX_NAME:INDEX_NAME + 1])
    if not is_by_index and hash_key in whole:
        table.items = {hash_key: whole[hash_key]}
    try:
        return _query(table, hash_key, *rest, **options)
    finally:
        table.items = whole


def _write(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    kept = [kept for item in transact_items for kept in _kept(backend, *item.values())]
    try:
        _transact(backend, transact_items)
    except Exception:
        for table, hash_key, range_key, item in kept:
            table.delete_item(hash_key, range_key)
            if item is not None:
                table.put_item(item.to_json()["Attributes"])
        raise


def _kept(
    backend: DynamoDBBackend, operation: dict[str, Any]
) -> list[tuple[Table, DynamoType, DynamoType | None, Item | None]]:
    """The item that an operation is about, as it is now; none where it is about nothing."""
    table = backend.tables.get(operation.get("TableName", ""))
    attributes = operation.get("Key") or operation.get("Item") or {}
    if table is None or not {*table.attribute_keys} <= {*attributes}:
        return []
    hash_key, range_key = backend.get_keys_value(table, attributes)
    return [(table, hash_key, range_key, copy.deepcopy(table.get_item(hash_key, range_key)))]
