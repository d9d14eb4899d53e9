UPDATE payment.person_view SET date_of_birth = $2, date_of_birth_type = $3 WHERE user_id = $1;
