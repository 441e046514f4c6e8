document.title = "Ranking";
