using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fairlead.Web.Tests.Http.Routing;

namespace Fairlead.Web.Tests.Http.Bodies;

/// <summary>B-JSON over every body of the API, read from its OpenAPI document: a new operation is covered the day it is added.</summary>
public abstract class EveryJsonBody(HostFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_with_one_wrong_place_gets_the_one_right_answer_and_changes_nothing()
    {
        var schemas = new BodySchemas(JsonDocument.Parse(await fixture.Server.Http.GetStringAsync("openapi/v1.json", Ct)).RootElement);
        var operations = schemas.Operations().ToList();
        Assert.NotEmpty(operations);
        var wrong = new List<string>();
        foreach (var operation in operations)
            await ExpectUnderstoodAsync(operation, schemas.SampleOf(operation.Schema).ToJsonString(), wrong);

        await fixture.Server.Client.Access.CreateTokenAsync(new("a beginning"), Ct);
        var before = await NumberAsync();
        var sent = 0;
        foreach (var operation in operations)
        {
            foreach (var mutation in Mutations.Whole.Concat(new Mutations(schemas).Of(operation.Schema)))
            {
                sent++;
                await ExpectAsync(operation, mutation, wrong);
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {sent}:\n{string.Join('\n', wrong.Take(60))}");
        Assert.True(sent > 1500, $"only {sent} bodies");
        Assert.Equal(before, await NumberAsync());
    }

    /// <summary>The example itself passes the reading of the body; what the room then says of it is another matter.</summary>
    private async Task ExpectUnderstoodAsync(BodyOperation operation, string body, List<string> wrong)
    {
        var (status, title, detail) = await SendAsync(operation, body);
        if (status == 400 || detail.Contains("expected", StringComparison.Ordinal))
            wrong.Add($"{operation.Verb} {operation.Path} with {body}: {status} {title} {detail}");
    }

    private async Task ExpectAsync(BodyOperation operation, Mutation mutation, List<string> wrong)
    {
        var (status, title, _) = await SendAsync(operation, mutation.Body);
        if ((status, title) != (mutation.Status, mutation.Title))
            wrong.Add($"{operation.Verb} {operation.Path} {mutation.What}: {status} {title}, not {mutation.Status} {mutation.Title}");
    }

    private async Task<(int Status, string Title, string Detail)> SendAsync(BodyOperation operation, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Verb), new RouteEntry(operation.Verb, operation.Path, "", 0).Probe)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        using var answer = await fixture.Server.Http.SendAsync(request, Ct);
        if ((int)answer.StatusCode < 400)
            return ((int)answer.StatusCode, "", "");
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
        return ((int)answer.StatusCode, problem.GetProperty("title").GetString()!, problem.GetProperty("detail").GetString()!);
    }

    private async Task<long> NumberAsync() => (await fixture.Server.Client.Operations.ActivityAsync(null, 1, Ct)).Items[0].Number;

    public sealed class OnSqlite(SqliteHost host) : EveryJsonBody(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : EveryJsonBody(host), IClassFixture<PostgresHost>;
}
