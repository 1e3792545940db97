"""What a picture was asked for with: containers give its texts, one reader a tool reads them."""
