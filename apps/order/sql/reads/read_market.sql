SELECT asset_id, quote_currency, terms, state, halt_reason FROM "order".markets WHERE symbol = $1;
