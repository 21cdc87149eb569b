// on a narrow screen the contents begin folded
document.querySelector(".contents details").open = matchMedia("(min-width: 64rem)").matches;
