INSERT INTO payment.provider_tasks (id, kind, object_id, account_id, user_id, payload)
          VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING;
