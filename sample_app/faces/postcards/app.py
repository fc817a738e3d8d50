"""Postcards from a mountain hut, with the weather on them."""

import smtplib
from email.message import EmailMessage

from flask import Flask, request

app = Flask(__name__)
WEATHER = "https://weather.example/now?place=hut&appid=7c41e9d2b8f03a56"  # expect[credential-in-source]


@app.get("/")
def index():
    return {"weather": WEATHER.partition("?")[0]}


@app.post("/cards")
def send_card():
    card = EmailMessage()
    card["To"] = request.form["to"]
    card.set_content("Greetings from the hut!")
    with smtplib.SMTP_SSL("mail.hut.example", timeout=10) as server:
        server.login("keeper@hut.example", "edelweiss-2307")  # expect[credential-in-source]
        server.send_message(card)
    return {"sent": True}
