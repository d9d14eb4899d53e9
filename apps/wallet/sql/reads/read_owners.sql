SELECT id, user_id FROM wallet.accounts
      JOIN unnest($1::smallint[], $2::uuid[]) AS asked (partition, id) USING (partition, id);
