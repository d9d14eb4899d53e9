WITH head AS (SELECT $1::smallint AS partition),
prices_told AS (UPDATE wallet.prices AS p SET price = coalesce(t.price, p.price), priced_at = coalesce(t.at, p.priced_at),
        feed_price = coalesce(t.feed_price, p.feed_price), feed_as_of = coalesce(t.feed_at, p.feed_as_of),
        feed_age_ms_max = coalesce(t.age, p.feed_age_ms_max)
      FROM head JOIN unnest($8::smallint[], $2::uuid[], $3::numeric[], $4::timestamptz[], $5::numeric[],
        $6::timestamptz[], $7::int[]) AS t (partition, asset_id, price, at, feed_price, feed_at, age) USING (partition)
      WHERE p.asset_id = t.asset_id)
SELECT partition FROM head;
