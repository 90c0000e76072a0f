"""What `counterfoil doctor` looks at where the state stands on AWS."""
