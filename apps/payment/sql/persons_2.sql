UPDATE payment.person_view SET first_name = $2, first_name_type = $3 WHERE user_id = $1;
