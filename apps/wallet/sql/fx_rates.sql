INSERT INTO "wallet".fx_rates (base, quote, rate, source, as_of) VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (base, quote) DO UPDATE SET rate = excluded.rate, source = excluded.source, as_of = excluded.as_of;
