SELECT position FROM wallet.relay_checkpoint WHERE partition = $1;
