SELECT asset_id, quote_currency, terms, state,
        coalesce(halt_reason, hold_reason) AS halt_reason FROM "order".markets WHERE symbol = $1;
