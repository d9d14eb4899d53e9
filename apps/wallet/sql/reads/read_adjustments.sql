SELECT * FROM wallet.adjustments
      JOIN unnest($1::smallint[], $2::uuid[]) AS asked (partition, id) USING (partition, id);
