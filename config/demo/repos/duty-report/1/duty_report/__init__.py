"""Weekly report of the requests that came to the person on duty."""


def main():
    print("nothing came back three times")
