SELECT code, asset_id, told FROM market.calendar_followers WHERE partition = $1;
