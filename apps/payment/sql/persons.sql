INSERT INTO payment.person_view (user_id, first_name, first_name_type, last_name, last_name_type)
            VALUES ($1, $2, $3, $4, $3) ON CONFLICT DO NOTHING;
