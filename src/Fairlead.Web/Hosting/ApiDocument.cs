using Fairlead.Client;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Fairlead.Web.Hosting;

/// <summary>OpenAPI 3.1 at <c>/openapi/v1.json</c>, and of the scanner API at <c>/openapi/scanner.json</c>, made from the routes themselves.</summary>
internal static class ApiDocument
{
    private const string Name = "v1";
    private const string Scanner = "scanner";
    private const string ScannerRoot = "rest/security/latest";

    extension(IServiceCollection services)
    {
        public IServiceCollection AddApiDocument() => services.AddScannerDocument().AddOpenApi(Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "Fairlead",
                    Version = "1",
                    Description = "Guides security findings into Jira. Errors are application/problem+json with the titles of docs/api.md.",
                };
                document.Servers = [];
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API token, fl_…" },
                };
                document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
                return Task.CompletedTask;
            });
            options.AddOperationTransformer(async (operation, context, ct) =>
            {
                foreach (var parameter in DeclaredParameters.Of(context.Description.ActionDescriptor.EndpointMetadata))
                    (operation.Parameters ??= []).Add(ToOpenApi(parameter));
                operation.Responses ??= [];
                operation.Responses.TryAdd("4XX", new OpenApiResponse
                {
                    Description = "The request was refused; the problem document says why.",
                    Content = new Dictionary<string, OpenApiMediaType>
                    {
                        ["application/problem+json"] = new() { Schema = await ProblemSchemaAsync(context, ct) },
                    },
                });
            });
        });

        /// <summary>The scanner API speaks as Jira does: other sign-in, other errors (docs/secrets-api.md).</summary>
        private IServiceCollection AddScannerDocument() => services.AddOpenApi(Scanner, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = description => description.RelativePath?.StartsWith(ScannerRoot, StringComparison.Ordinal) == true;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "Fairlead scanner API",
                    Version = "1.0",
                    Description = "Secrets in Jira, for scripts that speak to Jira's secret scanners: docs/secrets-api.md. The same is at /rest/security/1.0. Elements may get more members.",
                };
                document.Servers = [];
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    ["basic"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic", Description = "As in the Jira of the connection" },
                    ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A personal access token of that Jira, or an API token of Fairlead, fl_…" },
                };
                document.Security =
                [
                    new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("basic", document)] = [] },
                    new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] },
                ];
                return Task.CompletedTask;
            });
            options.AddOperationTransformer(async (operation, context, ct) =>
            {
                foreach (var parameter in DeclaredParameters.Of(context.Description.ActionDescriptor.EndpointMetadata))
                    (operation.Parameters ??= []).Add(ToOpenApi(parameter));
                var told = context.Description.ActionDescriptor.EndpointMetadata.OfType<ScannerOperation>().Last();
                operation.OperationId = told.Id;
                if (told.Body is { } body)
                    operation.RequestBody = new OpenApiRequestBody { Required = true, Content = await JsonOfAsync(context, body, ct) };
                operation.Responses ??= [];
                operation.Responses.TryAdd("4XX", new OpenApiResponse { Description = "The request was refused; the messages say why.", Content = await JsonOfAsync(context, told.Error, ct) });
            });
        });
    }

    private static async Task<Dictionary<string, OpenApiMediaType>> JsonOfAsync(OpenApiOperationTransformerContext context, Type type, CancellationToken ct) =>
        new() { ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(type, null, ct) } };

    extension(IEndpointRouteBuilder routes)
    {
        public void MapApiDocument() => routes.MapOpenApi("/openapi/{documentName}.json").RequireAuthorization(Roles.Viewer);
    }

    /// <summary>A reference to the one description of <see cref="ProblemDocument"/>.</summary>
    private static async Task<IOpenApiSchema> ProblemSchemaAsync(OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        const string Id = nameof(ProblemDocument);
        if (context.Document!.Components?.Schemas?.ContainsKey(Id) != true)
            context.Document.AddComponent(Id, await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), null, ct));
        return new OpenApiSchemaReference(Id, context.Document);
    }

    private static OpenApiParameter ToOpenApi(QueryParameter parameter)
    {
        var schema = parameter.Schema;
        var item = new OpenApiSchema
        {
            Type = schema.Type switch
            {
                "integer" => JsonSchemaType.Integer,
                "boolean" => JsonSchemaType.Boolean,
                _ => JsonSchemaType.String,
            },
            Format = schema.Format,
            MaxLength = schema.MaxLength,
            Minimum = schema.Minimum?.ToString(),
            Maximum = schema.Maximum?.ToString(),
            Default = schema.Default,
            Enum = schema.Values?.Select(v => (System.Text.Json.Nodes.JsonNode)v).ToList(),
        };
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Required = parameter.IsRequired,
            Description = parameter.Description,
            // One comma-separated value: size=1&size=2 is refused everywhere.
            Style = ParameterStyle.Form,
            Explode = !schema.IsList,
            Schema = schema.IsList ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = item } : item,
        };
    }
}
