UPDATE wallet.prices AS p SET price = coalesce(t.price, p.price), priced_at = coalesce(t.at, p.priced_at),
        feed_price = coalesce(t.feed_price, p.feed_price), feed_as_of = coalesce(t.feed_at, p.feed_as_of),
        feed_age_ms_max = coalesce(t.age, p.feed_age_ms_max)
      FROM head JOIN unnest($partition::smallint[], $1::uuid[], $2::numeric[], $3::timestamptz[], $4::numeric[],
        $5::timestamptz[], $6::int[]) AS t (partition, asset_id, price, at, feed_price, feed_at, age) USING (partition)
      WHERE p.asset_id = t.asset_id;
