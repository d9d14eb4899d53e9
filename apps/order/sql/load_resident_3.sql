SELECT * FROM "order".executions WHERE partition = $1 AND trade_id IN (
          SELECT trade_id FROM "order".executions WHERE partition = $1 AND leg_status = 'pending');
