"""Demo data and the simulation. Everybody in it is made up; the phones, 0950 000 xxx, reach nobody."""
