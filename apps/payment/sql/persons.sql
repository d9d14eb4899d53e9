INSERT INTO payment.person_view (user_id, first_name, first_name_type, last_name, last_name_type,
              date_of_birth, date_of_birth_type, residential_address, residential_address_type)
            VALUES ($1, $2, $3, $4, $3, $5, $3, $6, $3) ON CONFLICT DO NOTHING;
