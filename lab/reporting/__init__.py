"""What runs leave behind: records of parameters, numbers, arrays and figures."""
