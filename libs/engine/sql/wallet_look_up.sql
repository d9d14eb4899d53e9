SELECT command_id::text AS id, body_hash, outcome, position, NULL AS value, NULL AS owner_id
          FROM wallet.inbox WHERE command_id = ANY ($1::uuid[])
        UNION ALL
        SELECT c.scope, NULL, NULL, NULL, c.value, c.owner_id::text
          FROM wallet.claims c JOIN unnest($2::text[], $3::text[]) AS t (scope, value) USING (scope, value);
