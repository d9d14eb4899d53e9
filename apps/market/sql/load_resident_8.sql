SELECT base, quote, rate, source, as_of FROM market.fx_rates WHERE partition = $1;
