UPDATE payment.person_view SET last_name = $2, last_name_type = $3 WHERE user_id = $1;
