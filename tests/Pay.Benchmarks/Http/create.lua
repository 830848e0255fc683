-- One create-payment request, as a service sends it. The key comes from the environment.
wrk.method = "POST"
wrk.body = '{"amount":14500,"reference":"12345","description":"Pay your council tax","return_url":"https://service.example.gov.uk/done"}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("PAY_API_KEY")
