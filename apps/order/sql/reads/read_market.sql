SELECT asset_id, state, halt_reason FROM "order".markets WHERE symbol = $1;
