"""An engine in the miniature AWS, from the event to the judgement."""
