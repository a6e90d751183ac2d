"""What tests share: databases, people, clients, and the rules that every page keeps."""
