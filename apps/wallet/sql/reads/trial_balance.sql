WITH RECURSIVE search AS (
        SELECT partition, position AS head, 0::bigint AS low, position AS high FROM wallet.log_head
        UNION ALL
        SELECT s.partition, s.head, CASE WHEN e.time <= $1 THEN m.middle ELSE s.low END,
          CASE WHEN e.time <= $1 THEN s.high ELSE m.middle - 1 END
        FROM search s CROSS JOIN LATERAL (SELECT (s.low + s.high + 1) / 2 AS middle) m
        JOIN wallet.event_log e ON e.partition = s.partition AND e.position = m.middle
        WHERE s.low < s.high),
      places AS (
        SELECT partition, head, low AS position, head - low <= low AS is_back FROM search WHERE low = high),
      moved AS (
        SELECT e.data->>'mode' AS mode, line->>'asset' AS asset, line->>'account' AS kind,
          CASE WHEN p.is_back THEN -1 ELSE 1 END * (line->>'amount')::numeric AS amount, line->>'direction' AS direction
        FROM places p JOIN wallet.event_log e ON e.partition = p.partition
          AND e.position > CASE WHEN p.is_back THEN p.position ELSE 0 END
          AND e.position <= CASE WHEN p.is_back THEN p.head ELSE p.position END
        CROSS JOIN LATERAL json_array_elements(coalesce(e.data->'postings', '[]')) AS line),
      lines AS (
        SELECT mode, asset, kind::text AS kind, debits, credits
        FROM wallet.ledger_accounts JOIN places USING (partition) WHERE is_back
        UNION ALL
        SELECT mode, asset, kind, CASE direction WHEN 'debit' THEN amount ELSE 0 END,
          CASE direction WHEN 'credit' THEN amount ELSE 0 END FROM moved),
      sums AS (
        SELECT mode, asset, kind, sum(debits) AS debits, sum(credits) AS credits FROM lines GROUP BY mode, asset, kind),
      positions AS (
        SELECT array_agg('wallet/' || partition || '/' || position ORDER BY partition) AS positions FROM places)
      SELECT positions.positions, sums.* FROM positions LEFT JOIN sums ON debits <> 0 OR credits <> 0
      ORDER BY mode, asset, kind;
