gem "puma"
