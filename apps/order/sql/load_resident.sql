SELECT * FROM "order".markets WHERE partition = $1;
