"""Numbers from models, images and labels; nothing here trains, draws or stores."""
