"""What an applicant signs instead of handing something in: 容缺受理承诺 and 告知承诺."""
