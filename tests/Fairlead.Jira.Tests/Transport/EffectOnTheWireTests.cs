using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Limits;
using Fairlead.Jira.Tests.Calls;
using Fairlead.Jira.Transport;

namespace Fairlead.Jira.Tests.Transport;

/// <summary>Creates over real sockets against a peer that misbehaves; numbers are those of the fault catalogue.</summary>
public sealed class EffectOnTheWireTests
{
    private const string Created = """{"id":"10001","key":"SEC-7","self":"x"}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_create_carries_what_Jira_wants()
    {
        await using var server = ScriptedServer.Always(201, Created);
        using var under = new ClientUnderTest(server.Url);
        var outcome = await under.Client.Issues.CreateAsync(Sample.Draft, Ct);
        Assert.Equal("SEC-7", Assert.IsType<JiraOutcome<CreatedIssue>.Committed>(outcome).Value.Key);

        var call = Assert.Single(server.Calls);
        Assert.Equal(("POST", "/rest/api/3/issue"), (call.Method, call.Target));
        Assert.Equal("no-check", call.Headers["X-Atlassian-Token"]);
        Assert.Equal("application/json", call.Headers["Content-Type"]);
        Assert.StartsWith("Basic ", call.Headers["Authorization"]);
        Assert.Matches(@"^fairlead/\d+\.\d+\.\d+$", call.Headers["User-Agent"]);
        Assert.DoesNotContain("Expect", call.Headers.Keys);
        Assert.DoesNotContain("Cookie", call.Headers.Keys);

        var report = Assert.Single(under.Calls);
        Assert.Equal(("POST", "/rest/api/3/issue", 201, JiraCallResult.Succeeded), (report.Method, report.PathTemplate, report.StatusCode, report.Result));
        Assert.Equal(call.Body.Length, report.RequestBytes);
    }

    [Fact]
    public async Task F066_a_condition_is_asked_when_every_wait_is_over_and_stops_the_first_byte()
    {
        var clock = new TestClock();
        await using var server = ScriptedServer.Always(201, Created);
        using var under = new ClientUnderTest(server.Url, clock: clock, limits: new() { MaxConcurrentCalls = 1, ReservedForInteractive = 0 });
        var (holds, asked) = (true, 0);
        var client = under.Client.SendingWhile(_ =>
        {
            asked++;
            return ValueTask.FromResult(holds);
        });
        var key = new LimitKey("POST /issue", null);
        Assert.True((await under.Limiter.AcquireAsync(key, JiraCallPriority.Interactive, TimeSpan.FromHours(1), Ct)).IsGranted);
        var create = client.Issues.CreateAsync(Sample.Draft, Ct);
        Assert.Equal((0, 1), (asked, under.Limiter.Snapshot().Waiting));
        holds = false;
        under.Limiter.Release(key, 200, LimitHeaders.None);

        Assert.Equal(("NotSent", "Withdrawn"), OutcomeClassifierTests.Shape(await create));
        Assert.Equal(1, asked);
        Assert.Empty(server.Calls);
        holds = true;
        Assert.Equal("Committed", OutcomeClassifierTests.Shape(await client.Issues.CreateAsync(Sample.Draft, Ct)).Kind);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task F066_a_delete_is_held_back_like_everything_else()
    {
        await using var server = ScriptedServer.Always(204, "");
        using var under = new ClientUnderTest(server.Url);
        var held = under.Client.SendingWhile(_ => ValueTask.FromResult(false));
        Assert.Equal(("NotSent", "Withdrawn"), OutcomeClassifierTests.Shape(await held.Issues.DeleteAsync("SEC-1", Ct)));
        Assert.Equal(("NotSent", "Withdrawn"), OutcomeClassifierTests.Shape(await held.Attachments.DeleteAsync("SEC-1", "10", Ct)));
        Assert.Empty(server.Calls);
        Assert.Equal("Committed", OutcomeClassifierTests.Shape(await under.Client.Issues.DeleteAsync("SEC-1", Ct)).Kind);
        Assert.Empty(Assert.Single(server.Calls).Body);
    }

    [Fact]
    public async Task F007_a_reset_after_the_request_is_uncertain_and_sent_once()
    {
        await using var server = new ScriptedServer((_, reply) =>
        {
            reply.Reset();
            return Task.CompletedTask;
        });
        Assert.Equal(("Uncertain", "ConnectionLost"), await CreateAsync(server.Url));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task E1_a_close_without_an_answer_is_uncertain_and_every_effect_is_sent_once()
    {
        await using var server = new ScriptedServer((_, reply) =>
        {
            reply.Close();
            return Task.CompletedTask;
        });
        using var under = new ClientUnderTest(server.Url);
        Assert.Equal("Uncertain", OutcomeClassifierTests.Shape(await under.Client.Issues.CreateAsync(Sample.Draft, Ct)).Kind);
        Assert.Equal("Uncertain", OutcomeClassifierTests.Shape(await under.Client.Issues.EditAsync("SEC-1", new() { Summary = "x" }, Ct)).Kind);
        Assert.Equal("Uncertain", OutcomeClassifierTests.Shape(await under.Client.Transitions.ApplyAsync("SEC-1", new("31"), Ct)).Kind);
        Assert.Equal("Uncertain", OutcomeClassifierTests.Shape(await under.Client.Properties.SetAsync("SEC-1", "fl", "v", Ct)).Kind);
        Assert.Equal("Uncertain", OutcomeClassifierTests.Shape(await under.Client.IssueLinks.LinkAsync("Duplicate", "SEC-1", "SEC-2", Ct)).Kind);
        Assert.Equal("Uncertain", OutcomeClassifierTests.Shape(await under.Client.Attachments.AddAsync("SEC-1", "a.txt", "text/plain", "x"u8.ToArray(), Ct)).Kind);
        Assert.Equal(6, server.Calls.Count);
    }

    [Fact]
    public async Task F009_a_reset_in_the_middle_of_the_request_is_uncertain_and_sent_once()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var resetting = ResetAsync();
        using var under = new ClientUnderTest(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        var draft = Sample.Draft with { Description = Fairlead.Jira.RichText.RichDocument.FromPlainText(new string('x', 16 << 20)) };

        Assert.Equal(("Uncertain", "ConnectionLost"), OutcomeClassifierTests.Shape(await under.Client.Issues.CreateAsync(draft, Ct)));

        Assert.StartsWith("POST /rest/api/3/issue ", await resetting);
        Assert.False(listener.Pending());

        async Task<string> ResetAsync()
        {
            using var socket = await listener.AcceptSocketAsync(Ct);
            var start = new byte[4096];
            for (var read = 0; read < start.Length;)
                read += await socket.ReceiveAsync(start.AsMemory(read), Ct);
            // What was not read, and a close without lingering: the peer sees a reset.
            socket.LingerState = new LingerOption(true, 0);
            return System.Text.Encoding.Latin1.GetString(start);
        }
    }

    /// <summary>We never ask for leave to send the body; a proxy may all the same speak as if we had.</summary>
    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", 201, "Committed")]
    [InlineData("", 417, "Uncertain")]
    public async Task F025_an_answer_to_an_expectation_that_was_not_sent_is_no_news(string before, int status, string outcome)
    {
        await using var server = new ScriptedServer(async (_, reply) =>
        {
            await reply.RawAsync(before);
            await reply.AnswerAsync(status, status == 201 ? Created : "");
        });
        Assert.Equal(outcome, (await CreateAsync(server.Url)).Kind);
        Assert.DoesNotContain("Expect", Assert.Single(server.Calls).Headers.Keys);
    }

    [Fact]
    public async Task F010_a_body_shorter_than_announced_is_uncertain()
    {
        await using var server = new ScriptedServer(async (_, reply) =>
        {
            await reply.RawAsync("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n" + Created);
            reply.Close();
        });
        Assert.Equal(("Uncertain", "ConnectionLost"), await CreateAsync(server.Url));
    }

    [Fact]
    public async Task F011_a_close_delimited_truncated_body_is_uncertain()
    {
        await using var server = new ScriptedServer(async (_, reply) =>
        {
            await reply.RawAsync("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"id\":\"10001\",\"key\":\"SEC-");
            reply.Close();
        });
        Assert.Equal(("Uncertain", "Unreadable"), await CreateAsync(server.Url));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task F014_a_redirect_is_not_followed(int status)
    {
        await using var target = ScriptedServer.Always(201, Created);
        await using var server = ScriptedServer.Always(status, "", $"Location: {target.Url}login.jsp");
        using var under = new ClientUnderTest(server.Url);
        var uncertain = Assert.IsType<JiraOutcome<CreatedIssue>.Uncertain>(await under.Client.Issues.CreateAsync(Sample.Draft, Ct));
        Assert.Equal((JiraFailureCause.Redirected, target.Port), (uncertain.Cause, uncertain.RedirectTarget!.Port));
        Assert.Empty(target.Calls);
        Assert.Single(server.Calls);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task F016_a_bomb_stops_at_the_cap(string encoding)
    {
        var bomb = Compress(new byte[200 << 20], encoding);
        Assert.True(bomb.Length < 1 << 20);
        await using var server = new ScriptedServer((_, reply) => reply.AnswerAsync(201, bomb, $"Content-Encoding: {encoding}"));
        var before = GC.GetTotalAllocatedBytes();
        Assert.Equal(("Uncertain", "TooLarge"), await CreateAsync(server.Url));
        Assert.True(GC.GetTotalAllocatedBytes() - before < 32 << 20);
    }

    [Fact]
    public async Task A_compressed_answer_is_read()
    {
        var body = Compress(System.Text.Encoding.UTF8.GetBytes(Created), "gzip");
        await using var server = new ScriptedServer((_, reply) => reply.AnswerAsync(201, body, "Content-Encoding: gzip"));
        Assert.Equal("Committed", (await CreateAsync(server.Url)).Kind);
    }

    [Fact]
    public async Task F017_a_drip_ends_at_the_one_deadline()
    {
        await using var server = new ScriptedServer(async (_, reply, ct) =>
        {
            await reply.RawAsync("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n");
            while (!ct.IsCancellationRequested)
            {
                await reply.RawAsync(" ");
                await Task.Delay(20, ct);
            }
        });
        Assert.Equal(("Uncertain", "Timeout"), await CreateAsync(server.Url, Sample.Options with { CallTimeout = TimeSpan.FromSeconds(0.5) }));
    }

    [Fact]
    public async Task F018_silence_ends_at_the_deadline()
    {
        await using var server = new ScriptedServer((_, _, ct) => Task.Delay(Timeout.Infinite, ct));
        Assert.Equal(("Uncertain", "Timeout"), await CreateAsync(server.Url, Sample.Options with { CallTimeout = TimeSpan.FromSeconds(0.3) }));
    }

    [Fact]
    public async Task F019_a_refused_connection_is_not_sent()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.Equal(("NotSent", "Unreachable"), await CreateAsync(new Uri($"http://127.0.0.1:{port}")));
    }

    [Fact]
    public async Task F020_a_name_without_an_address_is_not_sent() =>
        Assert.Equal(("NotSent", "Dns"), await CreateAsync(new Uri("https://no-such-host.invalid")));

    [Fact]
    public async Task F022_something_that_does_not_speak_TLS_is_not_sent_and_sees_no_credential()
    {
        var seen = new List<byte>();
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServePlainAsync();
        Assert.Equal(("NotSent", "NotTls"), await CreateAsync(new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}")));
        listener.Stop();
        await serving;
        Assert.DoesNotContain("Authorization", System.Text.Encoding.Latin1.GetString([.. seen]));

        async Task ServePlainAsync()
        {
            using var socket = await listener.AcceptSocketAsync(Ct);
            var buffer = new byte[4096];
            var read = await socket.ReceiveAsync(buffer, Ct);
            seen.AddRange(buffer[..read]);
            await socket.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), Ct);
        }
    }

    /// <summary>URL-04: what a name leads to when it is dialled counts, whatever it is called.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task F021_a_forbidden_address_gets_no_packet(string host)
    {
        await using var server = ScriptedServer.Always(201, Created);
        using var under = new ClientUnderTest(new UriBuilder(server.Url) { Host = host }.Uri, transport: new JiraTransportOptions());
        var outcome = await under.Client.Issues.CreateAsync(Sample.Draft, Ct);
        Assert.Equal(("NotSent", "AddressRefused"), OutcomeClassifierTests.Shape(outcome));
        Assert.Equal(0, server.Connections);
        Assert.Equal(JiraCallResult.NotSent, Assert.Single(under.Calls).Result);
    }

    [Fact]
    public async Task F026_too_many_header_bytes_are_uncertain()
    {
        await using var server = new ScriptedServer(async (_, reply) =>
        {
            await reply.RawAsync("HTTP/1.1 201 Created\r\nX-Big: " + new string('x', 100_000) + "\r\n\r\n");
            reply.Close();
        });
        Assert.Equal("Uncertain", (await CreateAsync(server.Url)).Kind);
    }

    [Fact]
    public async Task F026_endless_interim_answers_end_at_the_deadline()
    {
        await using var server = new ScriptedServer(async (_, reply, ct) =>
        {
            while (!ct.IsCancellationRequested)
            {
                await reply.RawAsync("HTTP/1.1 102 Processing\r\n\r\n");
                await Task.Delay(5, ct);
            }
        });
        Assert.Equal("Uncertain", (await CreateAsync(server.Url, Sample.Options with { CallTimeout = TimeSpan.FromSeconds(0.5) })).Kind);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("iso-8859-1")]
    public async Task F027_other_encodings_are_read(string charset)
    {
        var body = System.Text.Encoding.GetEncoding(charset).GetBytes("""{"id":"10001","key":"SEC-7","x":"é"}""");
        await using var server = new ScriptedServer((_, reply) => reply.AnswerAsync(201, body, $"Content-Type: application/json; charset={charset}"));
        Assert.Equal("Committed", (await CreateAsync(server.Url)).Kind);
    }

    [Theory]
    [InlineData("GARBAGE\r\n\r\n")]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}")]
    [InlineData("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}")]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope")]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Encoding: zstd\r\nContent-Length: 4\r\n\r\nnope")]
    public async Task Nonsense_is_uncertain(string raw)
    {
        await using var server = new ScriptedServer(async (_, reply) =>
        {
            await reply.RawAsync(raw);
            reply.Close();
        });
        Assert.Equal("Uncertain", (await CreateAsync(server.Url)).Kind);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_by_cancellation_and_the_permit_comes_back()
    {
        var arrived = new TaskCompletionSource();
        await using var server = new ScriptedServer(async (_, _, ct) =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.Infinite, ct);
        });
        using var under = new ClientUnderTest(server.Url);
        using var giveUp = new CancellationTokenSource();
        var create = under.Client.Issues.CreateAsync(Sample.Draft, giveUp.Token);
        await arrived.Task.WaitAsync(Ct);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => create);
        Assert.Equal(0, under.Limiter.Snapshot().InFlight);
    }

    [Fact]
    public async Task An_upload_is_one_form_part_named_file_with_a_readable_name()
    {
        await using var server = ScriptedServer.Always(200, """[{"id":"1","filename":"Bericht ä.csv","size":3}]""");
        using var under = new ClientUnderTest(server.Url, JiraEdition.DataCenter);
        var outcome = await under.Client.Attachments.AddAsync("SEC-1", "Bericht \"ä\"/x.csv", "text/csv", "a,b"u8.ToArray(), Ct);
        Assert.Equal("1", Assert.IsType<JiraOutcome<Fairlead.Jira.Resources.JiraAttachment>.Committed>(outcome).Value.Id);
        var call = Assert.Single(server.Calls);
        Assert.Equal(("/rest/api/2/issue/SEC-1/attachments", "no-check"), (call.Target, call.Headers["X-Atlassian-Token"]));
        Assert.StartsWith("multipart/form-data; boundary=", call.Headers["Content-Type"]);
        Assert.Contains("Content-Disposition: form-data; name=\"file\"; filename=\"Bericht _ä__x.csv\"", call.Text);
        Assert.Contains("\r\n\r\na,b\r\n", call.Text);
    }

    private static async Task<(string Kind, string? Cause)> CreateAsync(Uri url, JiraClientOptions? options = null)
    {
        using var under = new ClientUnderTest(url, options: options);
        return OutcomeClassifierTests.Shape(await under.Client.Issues.CreateAsync(Sample.Draft, Ct));
    }

    private static byte[] Compress(byte[] bytes, string encoding)
    {
        using var output = new MemoryStream();
        using (Stream stream = encoding == "br" ? new BrotliStream(output, CompressionLevel.Fastest) : new GZipStream(output, CompressionLevel.Optimal))
            stream.Write(bytes);
        return output.ToArray();
    }
}
