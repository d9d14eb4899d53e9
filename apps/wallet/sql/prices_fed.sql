UPDATE wallet.prices AS p SET feed_price = t.price, feed_as_of = t.at, feed_age_ms_max = t.age
    FROM head JOIN unnest($partition::smallint[], $1::uuid[], $2::numeric[], $3::timestamptz[], $4::int[])
      AS t (partition, asset_id, price, at, age) USING (partition)
    WHERE p.asset_id = t.asset_id;
