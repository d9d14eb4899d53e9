UPDATE payment.person_view SET residential_address = $2, residential_address_type = $3 WHERE user_id = $1;
