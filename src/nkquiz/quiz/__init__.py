"""The quiz: which card comes, how it is asked, how an answer is graded and when it returns. Screens only draw."""
