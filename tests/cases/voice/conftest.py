from tests.cases.with_files import city, folder, wu

__all__ = ["city", "folder", "wu"]
