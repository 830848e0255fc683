using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.Http;

/// <summary>
/// What a call allocates, against the same call written by hand: HttpClient and the same generated JSON code. Both talk to a socket
/// whose server allocates nothing, so that all bytes counted are the client's.
/// </summary>
[NonParallelizable]
internal sealed class AllocationTests
{
    private const int Calls = 1500;
    private const double RatioMax = 1.10;

    private static readonly CreatePaymentRequest s_request = new() { Amount = 14500, Reference = "12345", Description = "Council tax", ReturnUrl = "https://service.example/return" };

    [TestCase(false)]
    [TestCase(true)]
    public async Task Reading_a_payment_allocates_little_more_than_by_hand(bool overHttpClient)
    {
        using var server = new CannedServer(Samples.FullPayment);
        var (sdk, hand) = Clients(server, overHttpClient);
        await CompareAsync(
            () => sdk.Payments.GetAsync(Samples.PaymentId),
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "v1/payments/" + Samples.PaymentId);
                using var response = await hand.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                response.EnsureSuccessStatusCode();
                return await response.Content.ReadFromJsonAsync(PayJsonContext.Wire.Payment);
            });
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Creating_a_payment_allocates_little_more_than_by_hand(bool overHttpClient)
    {
        using var server = new CannedServer(Samples.Payment());
        var (sdk, hand) = Clients(server, overHttpClient);
        await CompareAsync(
            () => sdk.Payments.CreateAsync(s_request),
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "v1/payments");
                request.Content = JsonContent.Create(s_request, PayJsonContext.Wire.CreatePaymentRequest);
                using var response = await hand.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                response.EnsureSuccessStatusCode();
                return await response.Content.ReadFromJsonAsync(PayJsonContext.Wire.Payment);
            });
    }

    private static (PayClient Sdk, HttpClient Hand) Clients(CannedServer server, bool overHttpClient)
    {
        var options = new PayClientOptions { ApiKey = "api_test_key", BaseUrl = server.Url };
        var hand = new HttpClient { BaseAddress = server.Url };
        hand.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "api_test_key");
        hand.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        hand.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("By-Hand", "0.1.0"));
        var sdk = overHttpClient ? new PayClient(new HttpClient { Timeout = Timeout.InfiniteTimeSpan }, options) : new PayClient(options);
        return (sdk, hand);
    }

    private static async Task CompareAsync(Func<Task<Payment>> sdk, Func<Task<Payment?>> hand)
    {
        await MeasureAsync(sdk!);
        await MeasureAsync(hand);
        // The least of three: whatever else the process does can only add.
        var ours = long.MaxValue;
        var theirs = long.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            ours = Math.Min(ours, await MeasureAsync(sdk!));
            theirs = Math.Min(theirs, await MeasureAsync(hand));
        }

        TestContext.Out.WriteLine($"SDK {ours / Calls} bytes a call, by hand {theirs / Calls}: {(double)ours / theirs:0.000}");
        Assert.That((double)ours / theirs, Is.LessThanOrEqualTo(RatioMax));
    }

    private static async Task<long> MeasureAsync(Func<Task<Payment?>> call)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < Calls; i++)
        {
            if ((await call())!.PaymentId.Length == 0)
            {
                throw new InvalidOperationException("no payment");
            }
        }

        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    /// <summary>Answers every request with the same bytes, from threads that allocate nothing once they run.</summary>
    private sealed class CannedServer : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly byte[] _answer;

        public CannedServer(string json)
        {
            var body = Encoding.UTF8.GetBytes(json);
            var head = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Sat, 21 Nov 2026 12:00:00 GMT\r\nContent-Length: {body.Length}\r\n\r\n";
            _answer = [.. Encoding.ASCII.GetBytes(head), .. body];
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen();
            new Thread(Accept) { IsBackground = true }.Start();
        }

        public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

        public void Dispose() => _listener.Dispose();

        private void Accept()
        {
            try
            {
                while (true)
                {
                    var connection = _listener.Accept();
                    connection.NoDelay = true;
                    new Thread(() => Serve(connection)) { IsBackground = true }.Start();
                }
            }
            catch (SocketException)
            {
                // The test is over.
            }
        }

        private void Serve(Socket connection)
        {
            var buffer = new byte[16 * 1024];
            var length = 0;
            using (connection)
            {
                try
                {
                    while (connection.Receive(buffer, length, buffer.Length - length, SocketFlags.None) is > 0 and var received)
                    {
                        length += received;
                        if (IsWhole(buffer.AsSpan(0, length)))
                        {
                            connection.Send(_answer);
                            length = 0;
                        }
                    }
                }
                catch (SocketException)
                {
                    // The client has gone.
                }
            }
        }

        /// <summary>A GET ends with its head; a POST with a body ends with a brace, or with the last chunk.</summary>
        private static bool IsWhole(ReadOnlySpan<byte> request) =>
            request.StartsWith("GET "u8)
                ? request.EndsWith("\r\n\r\n"u8)
                : request.EndsWith("}"u8) || request.EndsWith("\r\n0\r\n\r\n"u8);
    }
}
